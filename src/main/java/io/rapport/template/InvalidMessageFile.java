package io.rapport.template;

/** A file of a messages folder that cannot be used, with the fix. */
final class InvalidMessageFile extends Exception {

    private final FilePosition place;
    private final String what;
    private final String fix;

    InvalidMessageFile(FilePosition place, String what, String fix) {
        super(place + ": " + what);
        this.place = place;
        this.what = what;
        this.fix = fix;
    }

    FilePosition place() {
        return place;
    }

    String what() {
        return what;
    }

    String fix() {
        return fix;
    }
}
