orders-columns = Columns
orders-views = My filters
orders-views-none = Nothing saved yet. Choose status, search and columns, then name them here.
orders-view-name = Name
orders-view-save = Save this view
orders-view-forget = Forget { $name }
orders-chosen = { $count ->
    [one] 1 order chosen
   *[other] { $count } orders chosen
}
orders-release-effect-title = { $count ->
    [one] Release 1 order?
   *[other] Release { $count } orders?
}
orders-release-effect = Together { $total }. Each is checked again on its own: it goes to the warehouse and its dealer is told; one that meets a new reason stays held.
orders-reject-effect-title = { $count ->
    [one] Reject 1 order?
   *[other] Reject { $count } orders?
}
orders-reject-effect = Together { $total }. Stock and credit of each are freed at once, and each dealer is told the reason.
orders-release-yes = Release { $count }
orders-reject-yes = Reject { $count }
orders-bulk-done = { $done } of { $count } done
orders-released = Released
orders-rejected = Rejected
orders-still-held = Still held: something is new, please look at it again.
not-found = Page not found
not-found-hint = There is nothing at this address. It may have been mistyped, or the link was cut.
view-name_needed = Please give it a name.
view-too_many = At most { $most } filters can be saved. Forget one first.
view-too_long = That is too long: at most { $longest } characters.
