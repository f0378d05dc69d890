# Where or when goods go is open
question-place = Place of delivery
question-day = Day of delivery
ask-which_place = Which place: { $choices }?
ask-unknown_place = “{ $said }” is none of your places of delivery. Where should it go: { $choices }?
ask-which_day = Which day: { $choices }?
ask-divide_places = How much goes to each of { $choices }? Say the quantities, or send everything to one:
ask-divide_days = How much on each of { $choices }? Say the quantities, or choose one day for everything:
choose-all-to = All to { $choice }
choose-all-on = All on { $choice }
choose-half-each = Half each
say-half-to = half to { $first }, half to { $second }
say-half-on = half on { $first }, half on { $second }
