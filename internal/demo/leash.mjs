// Loaded into each window's process before Microsoft's test client.

import net from 'node:net'

// Its standard input is held by numberdesk demo alone: when that is gone, however it went, so is the window.
process.stdin.on('end', () => process.exit()).resume()

// The test client would listen on every network interface; nobody but this machine is meant to reach it.
const listen = net.Server.prototype.listen
net.Server.prototype.listen = function (port, ...rest) {
  return listen.call(this, typeof port === 'number' ? { port, host: '127.0.0.1' } : port, ...rest)
}
