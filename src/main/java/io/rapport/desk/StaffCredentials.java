package io.rapport.desk;

/**
 * What an account's password was at some time, as something that can be compared and nothing else: a digest of the engine's
 * salted hash. Two accounts of the same login and password, one made after the other was deleted, differ.
 *
 * @param digest in hexadecimal digits; opens nothing, and stands in no log all the same
 */
record StaffCredentials(String digest) {

    @Override
    public String toString() {
        return "StaffCredentials";
    }
}
