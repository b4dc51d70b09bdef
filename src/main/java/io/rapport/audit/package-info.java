/** The audit log: who saw and changed what of customers, and why. Written and read, never changed (docs/adr/0076). */
@org.springframework.modulith.ApplicationModule(allowedDependencies = {"database", "language"})
package io.rapport.audit;
