promotion-bad-code = The code { $promotion } won't do: use capital letters, digits, dots and dashes, at most 40 characters.
promotion-bad-names = { $promotion } needs a Chinese and an English name of at most { $longest } characters.
promotion-bad-validity = { $promotion } must end after it begins.
promotion-bad-terms = The terms of { $promotion } are incomplete or make no sense; check discount, threshold, gift and set.
promotion-unknown-goods = { $promotion } names products that are not in the catalogue: { $skus }.
promotion-stale = { $promotion } was just changed by somebody else; look again first.
promotion-stopped = { $promotion } has been stopped already.
promotion-not-found = There is no promotion { $promotion }.
