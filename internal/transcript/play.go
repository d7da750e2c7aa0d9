package transcript

import (
	"errors"
	"fmt"
)

// Stage is where a script is played.
type Stage interface {
	// Say types a line into who's chat with the bot.
	Say(who, text string) error
	// Click presses a button there, with inputs by id.
	Click(who, title string, inputs map[string]string) error
	// World does something to the world; out are lines to be written under it.
	World(line string) (out []string, err error)
	// Settle returns when everything that follows from the last input has happened.
	Settle() error
	// Shown is what came of it: Show and Body lines with the one they were shown to, and Happened lines.
	Shown() []Line
}

// Play plays the inputs of a script and answers it with the outputs as they were. Comments stay where they are; speakers
// are written where the speaker changes, after an empty line. An error names the line whose input failed.
func Play(s Script, stage Stage) (played Script, err error) {
	return Narrate(s, stage, func(Line) {})
}

// Narrate plays like [Play] and tells each line as it is written, for somebody who watches.
func Narrate(s Script, stage Stage, tell func(Line)) (played Script, err error) {
	p := player{stage: stage, tell: tell, played: Script{Name: s.Name}}
	for i, l := range s.Lines {
		if err := p.line(l); err != nil {
			return p.played, fmt.Errorf("%s:%d: %s: %w", s.Name, i+1, l.Format(), err)
		}
	}
	return p.played, nil
}

type player struct {
	stage  Stage
	tell   func(Line)
	played Script
	who    string // who is written as the speaker
	gap    bool   // an empty line is due
}

func (p *player) line(l Line) error {
	var out []string
	var err error
	switch l.Kind {
	case Blank:
		p.gap = len(p.played.Lines) > 0
		return nil
	case Comment:
		p.write(l)
		return nil
	case Show, Body, Happened:
		p.gap = false
		return nil
	case Speaker:
		return nil
	case Say:
		p.as(l)
		err = p.stage.Say(l.Who, l.Text)
	case Click:
		p.as(l)
		inputs := map[string]string{}
		for _, in := range l.Inputs {
			inputs[in.Name] = in.Value
		}
		if len(inputs) != len(l.Inputs) {
			return errors.New("an input twice")
		}
		err = p.stage.Click(l.Who, l.Text, inputs)
	case World:
		p.write(l)
		out, err = p.stage.World(l.Text)
	}
	if err != nil {
		return err
	}
	for _, text := range out {
		p.write(Line{Kind: Body, Text: text})
	}
	if err := p.stage.Settle(); err != nil {
		return err
	}
	for _, l := range p.stage.Shown() {
		if l.Kind == Happened {
			p.write(l)
		} else {
			p.as(l)
		}
	}
	return nil
}

// as writes a line of somebody's.
func (p *player) as(l Line) {
	if l.Who != p.who {
		if n := len(p.played.Lines); n > 0 && p.played.Lines[n-1].Kind != Comment {
			p.gap = true
		}
		p.who = l.Who
		p.write(Line{Kind: Speaker, Who: l.Who, Text: l.Who})
	}
	p.write(l)
}

func (p *player) write(l Line) {
	if p.gap {
		p.gap = false
		p.write(Line{Kind: Blank})
	}
	p.played.Lines = append(p.played.Lines, l)
	p.tell(l)
}
