/** The page on which staff find a customer and see all that is known of them, and the same for systems. */
package io.rapport.app.customers;
