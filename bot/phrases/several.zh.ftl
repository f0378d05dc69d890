drafts-several = 这是 { $count } 张单：可以逐张确认，也可以一起确认。
drafts-several-left = 其中 { $count } 张可以一起确认；第 { $left } 张还要先处理，不会一起下单。
drafts-confirm-all = { $count } 张都确认
