upload-empty = “{ $name }” is empty. Please choose another file.
upload-too_large = “{ $name }” is too large: { $longest } MB at most. Please send a smaller file or write the order.
upload-too_many = { $count } files at once are too many: at most { $most } with one message. Please split them.
upload-too_many_waiting = { $most } files are waiting to be sent already. Send or remove some first.
upload-gone = A file of this message is not here any more. Please attach it again.
upload-no_room = There is no room for more files at the moment. Send or remove some first, or type what is in it.
