# Parts and shipments
shipments-planned = Ships in { $count } parts: { $parts }
shipment-leaves = { $place } ({ $goods }, arriving { $date })
shipment-waits = what is out of stock follows later ({ $goods })
part-status-WAITING = waiting for stock
part-status-ALLOCATED = allocated
part-status-PICKING = being picked
part-status-SHIPPED = on its way
part-status-DELIVERED = delivered
part-status-REFUSED = refused
part-status-CANCELLED = cancelled
parts-title = Shipments of order { $number }{ $count ->
        [one] {""}
       *[other] {" "}({ $count } parts)
    }
part-signed = signed by { $name }
part-carrier = { $carrier } { $tracking }
part-waits = follows when goods come in; you will be told the day
part-no-day = no day yet
part-refused = refused { $goods }, not charged
part-more = { $count } more
temperature-ambient = ambient
temperature-chilled = chilled
temperature-frozen = frozen
column-goods = Goods
column-promised = Arrives
shipping-released = to be prepared
shipping-none = Nothing is waiting to be shipped.
shipping-none-by = Nothing has to arrive by { $date }.
shipping-title = { $count ->
        [one] 1 shipment
       *[other] { $count } shipments
    } to send
shipping-title-by = { $count ->
        [one] 1 shipment
       *[other] { $count } shipments
    } to send, arriving by { $date }
shipping-more = There are more on the Shipping page.
# The shipping page
nav-warehouse = Shipping
warehouse-subtitle = What has to leave: first expired, first picked; carrier and tracking number when it goes.
warehouse-released = Released orders
warehouse-released-hint = Preparing an order makes its shipments and pick lists. From then on its dealer can no longer change it.
warehouse-call = Prepare for shipping
warehouse-call-all = Prepare all for shipping
warehouse-filter-open = To ship
warehouse-filter-SHIPPED = On the way
warehouse-filter-WAITING = Waiting
warehouse-filter-DELIVERED = Delivered
warehouse-all = All warehouses
warehouse-empty = Nothing to do here now.
warehouse-lots = Lots { $lots }
warehouse-no-lot = No usable lot
warehouse-quantity = Quantity of { $product } ({ $unit })
warehouse-refused = Refused of { $product } ({ $unit })
warehouse-picked = Mark as picked
warehouse-ship = Ship
warehouse-deliver = Delivered
warehouse-carrier = Carrier
warehouse-tracking = Tracking number
warehouse-signed = Signed by
warehouse-reason = Why refused
warehouse-due = arrives { $date }
warehouse-open = Open
warehouse-back = Back to the list
warehouse-print = Print the pick list
warehouse-done-shipped = Sent with { $carrier } { $tracking }
