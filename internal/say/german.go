package say

// german is what the desk says, in German. The key is the English format as it stands in the source; both have the
// same verbs for the same arguments.
var german = map[string]string{}
