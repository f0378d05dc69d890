dealer-not_found = 在您可查看的范围内没有找到这家经销商。
dealer-no_place = 没有收货地点“{ $place }”。
