drafts-several = 这是 { $count } 张单：可以逐张确认，也可以一起确认。
drafts-confirm-all = { $count } 张都确认
