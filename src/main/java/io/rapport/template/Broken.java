package io.rapport.template;

/** A file of a messages folder that cannot be used, with the mend. */
final class Broken extends Exception {

    private final Place place;
    private final String what;
    private final String mend;

    Broken(Place place, String what, String mend) {
        super(place + ": " + what);
        this.place = place;
        this.what = what;
        this.mend = mend;
    }

    Place place() {
        return place;
    }

    String what() {
        return what;
    }

    String mend() {
        return mend;
    }
}
