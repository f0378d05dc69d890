# Headings and totals
column-product = Product
column-quantity = Quantity
column-unit-price = Unit price
column-amount = Amount
column-amount-in = Amount ({ $currency })
column-item = Item
column-before = Before
column-after = After
column-order = Order
column-placed = Ordered
column-order-status = Status
column-available = Available
column-base = In all
column-my-price = Price
column-piece-price = Per piece
column-pack = Pack
total-label = Total ({ $currency }, tax included)
without-items = without { $items }
total-after = New total ({ $currency }, tax included)
total-before = Was { $amount }
ship-to = To { $place }
delivery-on = arrives { $date }
delivery-planned = planned for { $date }
delivered-on = delivered { $date }
credit-left = credit left after this order { $amount }
as-of = Data as of { $time }
pack = { $base }/{ $unit }
pack-single = by the { $unit }
in-stock = { $quantity } in stock
line-count = { $count ->
    [one] 1 product
   *[other] { $count } products
}
# Marks
mark-repeat = as last time
mark-on-top = { $before } before, { $more } more
mark-scaled = scaled
mark-halved = halved
mark-doubled = doubled
mark-times = × { $factor }
mark-price-claim = the price you named does not count; priced by the price list
mark-backorder = { $quantity } on backorder
mark-price-changed = new price
mark-stock-changed = stock changed
mark-shipped = { $quantity } shipped
mark-cancelled = { $quantity } cancelled
mark-short = wanted { $wanted }, { $available } in stock
mark-unknown = product not found
mark-open = to be settled
mark-added = added
mark-removed = removed
mark-changed = changed
mark-no-stock = out of stock
mark-enough = enough for { $wanted }
mark-not-enough = not enough for { $wanted }
mark-near-expiry = { $quantity } of it near expiry ({ $date })
# Drafts
draft-title = Draft v{ $version }
draft-repeats = as order { $number } of { $date }
draft-repeats-undated = as order { $number }
draft-not-ordered = nothing is ordered before you confirm
draft-empty = There is nothing in the draft yet. Say what you need: product, size and quantity.
draft-not-now = Not now
draft-discarded = The draft is gone. Nothing was ordered and your orders stay as they are.
confirm-order = Confirm order { $amount }
confirm-without = { $label } ({ $count ->
    [one] 1 item left out
   *[other] { $count } items left out
})
confirm-after = Settle { $item } first, then confirm
review-needed = Nothing has been ordered yet: something changed meanwhile. Please look at the latest draft and confirm again.
review-needed-change = Nothing has been changed yet: something moved meanwhile. Please look again and confirm.
quantity-open = open
question-this = this item
ask-ambiguous = { $count } products fit. Which one do you mean?
ask-ambiguous-more = { $count } products fit, here are { $shown }. If none is right, write brand and size:
ask-ambiguous-words = { $count } products fit. Write brand and size, or answer the questions above first.
ask-short_stock = Only { $available } in stock ({ $base }). What shall I do?
ask-need_qty = How much? Please say a quantity with its unit, for example "10 cases".
ask-check_qty = { $quantity } is a lot. Please check:
ask-bad_qty = The quantity is not valid; it must be more than 0. Please say it again.
ask-no_history = There is no earlier order to repeat. Please name products and quantities.
ask-unknown_product = Please say it differently, for example with brand and size. The other products are not affected.
choose-none = None of these, leave it out
choose-available = Take { $quantity } now
choose-backorder = All { $quantity }, the rest later
choose-drop = Leave it out
choose-keep = Yes, { $quantity }
unit-case = case
unit-base = piece
unit-inner = pack
unit-pallet = pallet
unit-m2 = m²
unit-m = m
unit-kg = kg
# Changes and cancellations
cancel-title = Cancel order { $number } · nothing is cancelled before you confirm
cancel-effect = Once confirmed, the order is cancelled and its stock and credit are free again at once.
confirm-cancel = Confirm: cancel { $number }
keep-order = Keep the order as it is
change-title = Change order { $number } · nothing changes before you confirm
confirm-change = Confirm change of { $number }, total { $amount }
declined-order_draft = All right, nothing was ordered. The draft is still there.
declined-order_change = All right, the order stays as it is.
declined-order_cancel = All right, the order is not cancelled.
declined-other = All right, nothing was done.
# What a confirmation did
done-submitted = Ordered: { $number } · { $status } · { $amount }
done-submitted-held = Order { $number } is submitted and on hold · { $amount }
done-changed = Order { $number } is changed · { $status } · { $amount }
done-changed-held = Order { $number } is changed and on hold · { $amount }
done-cancelled = Order { $number } ({ $amount }) is cancelled; its stock and credit are free again.
blocked-order = This cannot be ordered; no order was placed. Why:
blocked-change = This change is not possible; the order stays as it was. Why:
blocked-kept = It is kept: confirm again once this is settled, or change it.
nothing-done = Nothing was done. Please look at the latest state and confirm again.
differs-price = Prices have changed; see the marked lines and the total.
differs-stock = Stock has changed; see the marked lines.
differs-lines = Products or quantities have changed.
differs-date = The delivery day has changed.
differs-place = The ship-to place has changed.
differs-credit = Your credit has changed.
differs-gates = There is a new reason to block or hold it.
differs-duplicate = An identical order has just been placed.
differs-other = Something has changed.
# Orders
orders-title = { $count ->
    [one] 1 order
   *[other] { $count } orders, newest first
}
orders-none = No orders were found.
orders-none-status = There are no orders with status "{ $status }".
orders-more = There are earlier orders; the page "Orders" shows them all.
order-placed = Ordered { $date } · { $dealer }
order-placed-by = Ordered { $date } · { $dealer } · { $person }
order-rejected-because = Rejected because: { $reason }
order-status-DRAFT = Draft
order-status-SUBMITTED = Submitted
order-status-HOLD = On hold
order-status-APPROVED = Approved
order-status-REJECTED = Rejected
order-status-ALLOCATED = Allocated
order-status-PICKING = Being picked
order-status-PARTLY_SHIPPED = Partly shipped
order-status-SHIPPED = Shipped
order-status-DELIVERED = Delivered
order-status-CLOSED = Closed
order-status-CANCELLED = Cancelled
order-state-HOLD = Order { $number } is on hold and has not shipped
order-state-APPROVED = Order { $number } is approved and has not shipped yet
order-state-ALLOCATED = Order { $number } is allocated and has not shipped yet
order-state-PICKING = Order { $number } is being picked and has not shipped yet
order-state-PARTLY_SHIPPED = Part of order { $number } has shipped
order-state-SHIPPED = Order { $number } has shipped and is on its way
order-state-DELIVERED = Order { $number } has been delivered
order-state-CANCELLED = Order { $number } is cancelled
order-state-REJECTED = Order { $number } was rejected
order-state-other = Order { $number }: { $status }
order-arrives = ; it is planned to arrive on { $date }.
order-would-arrive = ; once released it is planned to arrive on { $date }.
order-arrived = , on { $date }.
order-ends = .
# Blocks, holds and warnings
approver-brand_manager = brand manager
approver-province_manager = province manager
approver-channel_control = channel control
approver-admin = administrator
gate-blocks = Cannot be ordered: { $reason }
gate-holds = Will be put on hold: { $reason }
gate-held = On hold: { $reason }
gate-other = This order needs the { $approver }, who can tell you why.
gate-other-short = needs a person
gate-FROZEN = The account is frozen (since { $since }, reason: { $reason }). The brand manager has to lift it before anything can be ordered.
gate-FROZEN-short = account frozen
gate-LICENCE_EXPIRED = Licence { $licence } was valid through { $valid_through } and has expired. Renew it before you order.
gate-LICENCE_EXPIRED-short = licence expired
gate-REGION_NOT_AUTHORISED = The region of { $place } is not authorised for this account. Choose a place inside the authorised regions or ask the brand for authorisation.
gate-REGION_NOT_AUTHORISED-short = region not authorised
gate-CATEGORY_FORBIDDEN = These products may not be sold in the region of { $place }: { $skus }. Remove them or choose another place.
gate-CATEGORY_FORBIDDEN-short = category forbidden
gate-NO_SHIP_TO = There is no ship-to place yet. Tell me which warehouse it should go to.
gate-NO_SHIP_TO-short = no ship-to place
gate-NOT_SOLD = These products have no price for you or are no longer sold: { $skus }. Remove them to order.
gate-NOT_SOLD-short = no price or no longer sold
gate-OVER_CREDIT = Over the credit limit by { $shortfall } (limit { $limit }, used with this order { $exposure_after }). Pay or order less; otherwise the { $approver } has to release it.
gate-OVER_CREDIT-short = over credit limit
gate-OVERDUE = Invoices are overdue by { $days ->
    [one] 1 day
   *[other] { $days } days
}. Pay them; otherwise the { $approver } has to release the order.
gate-OVERDUE-short = invoices overdue
gate-BELOW_FLOOR = These products would be sold below the lowest price that is allowed without a release: { $skus }. Leave them out; otherwise the { $approver } has to release the order.
gate-BELOW_FLOOR-short = price below the floor
gate-GRADE_NOT_A = The dealer grade is { $grade }, not A, so the { $approver } has to release the order.
gate-GRADE_NOT_A-short = not grade A
gate-GRADE = The dealer grade is { $grade }; orders of this grade are released by the { $approver }.
gate-AMOUNT_GE_100000 = The amount { $amount } reaches { $threshold }, so the { $approver } has to release it; below { $threshold } nobody has to.
gate-AMOUNT_GE_100000-short = large order
gate-AMOUNT = The amount is { $amount } (rule: { $threshold }), so the { $approver } has to release it.
gate-LICENCE_EXPIRING = Licence { $licence } expires after { $valid_through } ({ $days ->
    [0] today is its last day
    [one] 1 day left
   *[other] { $days } days left
}). Please renew it in time.
gate-LICENCE_EXPIRING-short = licence expires soon
gate-DATE_MOVED = { $requested } is not possible (cut-off { $cutoff }, earliest { $earliest }); delivery was moved to { $day }.
gate-DATE_MOVED-closed = There is no delivery on { $requested }; delivery was moved to { $day }.
gate-DATE_MOVED-short = delivery moved
gate-SHORT_STOCK = While the order waited, stock ran short of { $skus }. What there is has been reserved again; the rest would come later.
gate-SHORT_STOCK-short = stock ran short
gate-DUPLICATE_ORDER = An identical order, { $number }, was placed within the last { $hours ->
    [one] hour
   *[other] { $hours } hours
}. Confirm only if you want it twice.
gate-DUPLICATE_ORDER-short = possible duplicate
# Stock, prices, products
stock-title = Stock you can order now
stock-as-of = For the earliest delivery day, { $date } · { $as_of }
price-title = Your prices
price-title-list = List prices
price-note = { $currency }, tax included · { $as_of }
price-per = { $amount }/{ $unit }
list-price = list price { $amount }
products-title = { $count ->
    [one] 1 product found
   *[other] { $count } products found
}
products-more = There are more; name brand or size to narrow it down.
answers-more = { $count ->
    [one] 1 more fits
   *[other] { $count } more fit
}; name brand or size to narrow it down.
product-unknown = I could not find "{ $words }". Please say it differently, for example with brand and size.
product-which = Which product do you mean? Brand and size help.
# Credit
credit-title = Credit
credit-limit = Limit
credit-receivables = Open invoices
credit-open-orders = Orders not delivered yet
credit-exposure = Used in all
credit-available = Available
credit-over = Over the limit by { $amount }. New orders are put on hold until you have paid.
credit-not-frozen = Account not frozen
credit-overdue = Invoices are overdue by { $days ->
    [one] 1 day
   *[other] { $days } days
}. New orders are put on hold; please pay them first.
# Help
help-lead = Just say it. I can:
help-order = take orders: name products and quantities, or send a spreadsheet, look at the draft, nothing is ordered before you confirm
help-repeat = repeat your last order, with changes if you like
help-change = undo a change of the draft, change or cancel orders that have not shipped
help-status = tell where an order is, list orders
help-stock = look up stock
help-price = look up your prices
help-credit = tell how much credit is left and how much you can still order
help-order-example = { $quantity } of { $product }
help-repeat-example = Same as last time
help-status-example = Where is my last order?
help-credit-example = How much credit is left?
help-price-staff = look up list prices
help-credit-staff = look up a dealer's credit; name the dealer
help-status-staff = tell where a dealer's order is, list orders
help-nothing = There is nothing here for your role yet. Orders are placed by dealers signed in to their own account; ask your administrator for other rights. You can always give feedback or say "talk to a person".
help-cutoff = The cut-off time is { $cutoff } every day: confirmed before it, goods arrive on the next day at the earliest; confirmed later, one day after that.
help-no-delivery = {" "}There is no delivery on { $days }; it moves to the next delivery day.
help-earliest = Confirmed now ({ $time }), goods arrive on { $date } at the earliest.
help-me = You are { $name }, { $role }.
help-me-dealer = You are { $name }, { $role } of { $dealer }.
# Problems and what helps
dealer-which = Several fit: { $names }. Please give the full name.
dealer-which_one = Please say which dealer you mean.
order-none = No order was found.
order-wrong_status = Order { $number } has the status "{ $status }" and cannot be { $action }.
action-order-wrong_status = Only an order that is not being picked yet can be changed or cancelled. Order more separately; return what is too much.
order-do-cancel = cancelled
order-do-change = changed
order-do-release = released
order-do-reject = rejected
order-do-allocate = allocated
order-do-pick = picked
order-do-ship = shipped
order-do-deliver = delivered
order-do-close = closed
problem-unknown = This cannot be done at the moment; nothing was changed. Please say it differently or try again later.
action-draft-none = Say what you need to start one: product, size and quantity.
action-order-not_found = Please check the number, or say "list my orders".
action-order-none_open = Orders that have shipped cannot be changed any more; please ask the brand.
action-dealer-not_found = Please check the name.
action-proposal-superseded = Say "show the draft" to see the latest version.
action-identity-no_dealer = You can look up orders, stock and prices.
# Plain text
plain-rows-more = { $count ->
    [one] 1 more row
   *[other] { $count } more rows
}
