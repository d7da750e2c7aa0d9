package sim

import (
	"strings"
)

const cardType = "application/vnd.microsoft.card.adaptive"

// The Adaptive Cards 1.5 schema, as far as Teams shows it ("Adaptive Cards for Teams", "Universal Actions for Adaptive
// Cards"): the properties of each type. Elements newer than 1.5 are not in it, since older clients drop them in silence.
var (
	common   = words("type id isVisible separator spacing height fallback requires")
	inputs   = append(words("label isRequired errorMessage"), common...)
	actions  = words("type id title iconUrl style fallback requires isEnabled mode tooltip")
	elements = map[string][]string{
		"AdaptiveCard":    words("type version $schema body actions refresh authentication fallbackText backgroundImage minHeight rtl speak lang selectAction verticalContentAlignment msteams metadata"),
		"TextBlock":       with("text color fontType horizontalAlignment isSubtle maxLines size weight wrap style"),
		"RichTextBlock":   with("inlines horizontalAlignment"),
		"Image":           with("url altText backgroundColor horizontalAlignment selectAction size style width msteams"),
		"Media":           with("sources poster altText"),
		"ImageSet":        with("images imageSize"),
		"Container":       with("items selectAction style verticalContentAlignment bleed backgroundImage minHeight rtl"),
		"ColumnSet":       with("columns selectAction style bleed minHeight horizontalAlignment"),
		"Column":          with("items backgroundImage bleed minHeight rtl selectAction style verticalContentAlignment width"),
		"FactSet":         with("facts"),
		"Table":           with("columns rows firstRowAsHeader firstRowAsHeaders showGridLines gridStyle horizontalCellContentAlignment verticalCellContentAlignment"),
		"ActionSet":       with("actions"),
		"Input.Text":      input("isMultiline maxLength placeholder regex style inlineAction value"),
		"Input.Number":    input("max min placeholder value"),
		"Input.Date":      input("max min placeholder value"),
		"Input.Time":      input("max min placeholder value"),
		"Input.Toggle":    input("title value valueOff valueOn wrap"),
		"Input.ChoiceSet": input("choices choices.data isMultiSelect style value placeholder wrap"),
	}
	actionTypes = map[string][]string{
		"Action.Execute":          append(words("verb data associatedInputs"), actions...),
		"Action.Submit":           append(words("data associatedInputs msteams"), actions...),
		"Action.OpenUrl":          append(words("url"), actions...),
		"Action.ShowCard":         append(words("card"), actions...),
		"Action.ToggleVisibility": append(words("targetElements"), actions...),
	}
)

func words(s string) []string          { return strings.Fields(s) }
func with(properties string) []string  { return append(words(properties), common...) }
func input(properties string) []string { return append(words(properties), inputs...) }
