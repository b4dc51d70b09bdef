/** Files that bring the past in: read as shops and CRMs write them, taken in sets, what is wrong given back to be corrected. */
@org.springframework.modulith.ApplicationModule(
        allowedDependencies = {"address", "audit", "calendar", "customer", "database", "inbox", "loyalty", "template"})
package io.rapport.imports;
