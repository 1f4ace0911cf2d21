-- The checks of order-audit over a CSV export, as one would write them in DuckDB's SQL.
-- $export is replaced by the path; the result is the ids of the orders with findings. An id that came
-- twice is seen by its second order date, so that one grouping does for the sums and the duplicates.
SELECT order_id
FROM read_csv('$export', auto_detect = false, header = true, delim = ',', quote = '"', escape = '"',
  columns = {
    order_id: 'VARCHAR', amount: 'DECIMAL(18,3)', currency: 'VARCHAR', order_date: 'VARCHAR',
    session_owner_id: 'VARCHAR', akinon_user_access_token: 'VARCHAR',
    merchant_customer_id: 'VARCHAR', merchant_customer_email: 'VARCHAR',
    total_product_amount: 'DECIMAL(18,3)', total_discount_amount: 'DECIMAL(18,3)',
    total_amount: 'DECIMAL(18,3)', item_product_code: 'VARCHAR', item_name: 'VARCHAR',
    item_quantity: 'DECIMAL(9,3)', item_unit_price: 'DECIMAL(18,3)', item_price: 'DECIMAL(18,3)',
    discount_code: 'VARCHAR', discount_amount: 'DECIMAL(18,3)'
  })
GROUP BY order_id
HAVING count(order_date) > 1 OR NOT coalesce(
  order_id IS NOT NULL
  AND max(amount) = coalesce(sum(item_price), 0) - coalesce(sum(discount_amount), 0)
  AND max(total_product_amount) = coalesce(sum(item_price), 0)
  AND max(total_amount) = coalesce(sum(item_price), 0) - coalesce(sum(discount_amount), 0)
  AND max(total_discount_amount) = coalesce(sum(discount_amount), 0)
  AND max(amount) > 0 AND max(total_amount) > 0 AND max(total_product_amount) > 0
  AND max(total_discount_amount) >= 0
  AND bool_and(item_product_code IS NULL OR coalesce(
    item_unit_price >= 0 AND item_price >= 0
    AND item_price = item_unit_price * item_quantity, false))
  AND bool_and(discount_code IS NULL OR coalesce(discount_amount >= 0, false)),
  false)
