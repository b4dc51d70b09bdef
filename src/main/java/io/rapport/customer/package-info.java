/** What is known of a customer: profile, orders, consent ledger, loyalty ledger, value, coupons. */
package io.rapport.customer;
