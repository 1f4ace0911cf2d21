/// A small right profile; tests spoil it in one place each and count on its lines.
let shop = """
  profile_version: 1
  name: shop
  currency:
    default: TRY
  json:
    order:
      fields:
        order_id: id
        amount: paid
        basket.total_product_amount: sums.products
        basket.total_discount_amount: sums.discounts
        basket.total_amount: sums.total
    items:
      path: lines
      fields:
        price: total
    discounts:
      path: reductions
      fields:
        amount: value
  csv:
    delimiter: semicolon
    order:
      fields:
        order_id: No
        amount: Paid
        basket.total_product_amount: Products
        basket.total_discount_amount: Discounts
        basket.total_amount: Total
    items:
      fields:
        unit_price: Unit price
  xml:
    order:
      path: shop/sale
      fields:
        order_id: no
        amount: paid
        basket.total_product_amount: sums/products
        basket.total_discount_amount: sums/discounts
        basket.total_amount: sums/total
    items:
      path: line
      fields:
        price: total

  """
