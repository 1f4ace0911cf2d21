-- The checks of order-audit over a JSON Lines export, as one would write them in DuckDB's SQL.
-- $export is replaced by the path; the result is the ids of the orders with findings.
SELECT order_id
FROM (
  SELECT
    order_id,
    coalesce(
      order_id IS NOT NULL
      AND amount = product - discount
      AND total_product_amount = product
      AND total_amount = product - discount
      AND total_discount_amount = discount
      AND amount > 0 AND total_amount > 0 AND total_product_amount > 0
      AND total_discount_amount >= 0
      AND coalesce(list_bool_and(list_transform(basket_items, lambda item: coalesce(
        item.unit_price >= 0 AND item.price >= 0
        AND item.price = item.unit_price * item.quantity, false))), true)
      AND coalesce(list_bool_and(list_transform(discounts, lambda item: coalesce(
        item.amount >= 0, false))), true),
      false) AS is_clean
  FROM (
    SELECT
      order_id, amount,
      basket.total_product_amount AS total_product_amount,
      basket.total_discount_amount AS total_discount_amount,
      basket.total_amount AS total_amount,
      basket.basket_items AS basket_items,
      basket.discounts AS discounts,
      coalesce(list_sum(list_transform(basket.basket_items, lambda item: item.price)), 0) AS product,
      coalesce(list_sum(list_transform(basket.discounts, lambda item: item.amount)), 0) AS discount
    FROM read_json('$export', format = 'newline_delimited', columns = {
      order_id: 'VARCHAR',
      amount: 'DECIMAL(18,3)',
      basket: 'STRUCT(
        total_product_amount DECIMAL(18,3),
        total_discount_amount DECIMAL(18,3),
        total_amount DECIMAL(18,3),
        basket_items STRUCT(
          quantity DECIMAL(9,3), unit_price DECIMAL(18,3), price DECIMAL(18,3))[],
        discounts STRUCT(amount DECIMAL(18,3))[])'
    })
  )
)
GROUP BY order_id
HAVING NOT bool_and(is_clean) OR count(*) > 1
