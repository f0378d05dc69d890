# 送到哪里、哪天送没说定
question-place = 送货地点
question-day = 送货日期
ask-which_place = 送到哪里：{ $choices }？
ask-unknown_place = “{ $said }”不在您的收货地点里。送到哪里：{ $choices }？
ask-which_day = 哪天送：{ $choices }？
ask-divide_places = { $choices }各送多少？请说每处的数量，或全部送一处：
ask-divide_days = { $choices }各送多少？请说每天的数量，或全部一天送：
choose-all-to = 全部送{ $choice }
choose-all-on = 全部{ $choice }送
choose-half-each = 各一半
say-half-to = 一半送{ $first }，一半送{ $second }
say-half-on = 一半{ $first }送，一半{ $second }送
