package io.rapport.template;

/** A file of a messages folder that cannot be used, with the mend. */
final class InvalidMessageFile extends Exception {

    private final FilePosition place;
    private final String what;
    private final String mend;

    InvalidMessageFile(FilePosition place, String what, String mend) {
        super(place + ": " + what);
        this.place = place;
        this.what = what;
        this.mend = mend;
    }

    FilePosition place() {
        return place;
    }

    String what() {
        return what;
    }

    String mend() {
        return mend;
    }
}
