notice-bad_topic = There are no messages about "{ $topic }"; choose from { $known }.
notice-bad_connector = Unknown way to reach you: { $connector }.
notice-bad_hours = Quiet hours need a beginning and an end.
# Sentences of notices
order-shipped = Shipment { $part } of order { $number } is on its way with { $carrier }{ $tracked ->
        [yes] {" "}(tracking number { $tracking })
       *[no] {""}
    }, arriving { $day }.
order-delayed = Order { $number } is late and now planned for { $day }.
order-delivered = Shipment { $part } of order { $number } has been delivered{ $complete ->
        [no] ; what was refused is not charged
       *[yes] {""}
    }.
price-changed = New price of { $product_en }: { $before } → { $after } { $currency } per { $unit_en }, from { $day }.
stock-near_expiry = { $product_en }: a lot expires on { $day } ({ $days } days left), at { $warehouse_en }.
proposal-expiring = Something waits for your confirmation and runs out in { $minutes } minutes.
chat-staff_message = { $name }: { $text }
chat-message = { $name }: { $text }
chat-handed_over = { $name } asks for a person: { $text }
chat-unanswered = { $name } has waited { $minutes } minutes without an answer: { $text }
chat-handed_back = { $name } has given the conversation back to the assistant.
chat-left = { $name } went back to the assistant; the conversation is closed.
feedback-changed = Your feedback { $number } has moved on: { $status }. { $text }
ticket-opened = { $name } opened ticket { $number }: { $text }
ticket-answered = Ticket { $number } has been answered by { $name }: { $text }
ticket-closed = Ticket { $number } has been closed by { $name }.
