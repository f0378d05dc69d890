promotion-because = { $goods } · { $code }
promotion-free = free
promotion-off = promotion
promotion-gift-of = { $name }: { $goods }
promotion-later = { $quantity } to follow
promotion-these-goods = these goods
promotion-all-goods = all goods
promotion-hint = { $missing } more of { $goods }: { $gives } ({ $name }).
promotion-hint-amount = { $missing } more of { $goods }: { $gives } ({ $name }).
promotion-gives-free = { $quantity } { $goods } free
promotion-gives-percent = { $percent }% off
promotion-gives-amount = { $amount } off
promotions-none = No promotion applies to you now; prices are those of your price list.
promotions-none-for = No promotion on { $goods } applies to you now.
promotions-title = { $count ->
    [one] One promotion applies to you
   *[other] { $count } promotions apply to you
}
promotions-title-for = Promotions on { $goods }
promotions-automatic = They are counted by themselves when you order.
column-promotion = Promotion
column-until = Until
promotion-no-end = no end
promotion-through = through { $date }
promotion-left = { $count } left
promotion-tells-gift = { $goods }: { $free } free for every { $least }
promotion-tells-gift-of = { $goods }: { $free } of { $gift } free for every { $least }
promotion-tells-percent = { $goods }: { $percent }% off
promotion-tells-percent-from = { $goods }: { $percent }% off from { $least }
promotion-tells-amount = { $goods }: { $amount } off
promotion-tells-amount-from = { $goods }: { $amount } off from { $least }
promotion-tells-amount-every = { $goods }: { $amount } off for every { $least }
promotion-tells-bundle = { $goods } together: { $amount }
promotion-tells-clearance = { $goods } near expiry: { $amount } a piece
differs-promotion = A promotion changed.
