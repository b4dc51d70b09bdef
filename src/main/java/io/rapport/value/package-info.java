/** What customers are worth: models of buying and spending, fitted on the shop's own orders, and each customer's scores. */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"calendar", "customer", "database"})
package io.rapport.value;
