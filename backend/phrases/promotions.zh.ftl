promotion-bad-code = 促销编号 { $promotion } 不行:用大写字母、数字、点、横线,最多 40 个字符。
promotion-bad-names = { $promotion } 的中英文名称都要填,最多 { $longest } 个字。
promotion-bad-validity = { $promotion } 的结束时间要晚于开始时间。
promotion-bad-terms = { $promotion } 的条件填得不完整或不合理,请检查折扣、门槛、赠品和组合。
promotion-unknown-goods = { $promotion } 里有没见过的商品编号:{ $skus }。
promotion-stale = { $promotion } 刚被别人改过,请刷新后再改。
promotion-stopped = { $promotion } 已经停止了。
promotion-not-found = 没有促销 { $promotion }。
