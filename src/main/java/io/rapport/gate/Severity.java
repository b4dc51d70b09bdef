package io.rapport.gate;

/** What a finding means for the deployment. */
public enum Severity {
    /** It cannot run or may harm a customer: nothing is deployed. */
    ERROR,
    /** It is deployed, with a warning to those who deploy. */
    WARNING
}
