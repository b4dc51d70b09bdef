package io.rapport.inbox;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import com.fasterxml.jackson.core.io.JsonEOFException;
import com.fasterxml.jackson.databind.exc.MismatchedInputException;

/** Says what is wrong with a text that is no JSON, and where, in words for whoever sent it and without quoting it. */
public final class JsonSyntax {

    /** How deep objects and lists may stand in each other. */
    public static final int DEEPEST = 1_000;

    private JsonSyntax() {}

    /**
     * @param e what a parser raised
     * @return what is wrong and, where it is known, the line and column, such as "it ends before it is complete: line 1,
     *     column 2"
     */
    public static String fault(JsonProcessingException e) {
        JsonLocation place = e.getLocation();
        if (place == null && e.getProcessor() instanceof JsonParser parser) {
            place = parser.currentLocation();
        }
        String what = what(e);
        return place == null ? what : what + ": line " + place.getLineNr() + ", column " + place.getColumnNr();
    }

    private static String what(JsonProcessingException e) {
        String message = e.getOriginalMessage();
        if (e instanceof StreamConstraintsException) {
            return tooMuch(message);
        }
        if (e instanceof JsonEOFException) {
            return "it ends before it is complete";
        }
        if (e instanceof MismatchedInputException) {
            return "there is something behind its end";
        }
        if (message.startsWith("Unrecognized token")) {
            return "there is a word that is neither true, false nor null; write texts in double quotes";
        }
        if (message.startsWith("Illegal unquoted character")) {
            return "a text holds a line end or another control character; write it as \\n or \\u000a";
        }
        if (message.startsWith("Unrecognized character escape")) {
            return "a text holds a backslash before a character that needs none; write a backslash itself as \\\\";
        }
        if (message.startsWith("Invalid numeric value") || message.contains("Leading zero")) {
            return "there is a number that is not written as in JSON";
        }
        int expecting = message.lastIndexOf("was expecting ");
        return expecting < 0
                ? "there is a character that does not belong there"
                : "there is a character that does not belong there, " + message.substring(expecting);
    }

    private static String tooMuch(String message) {
        if (message.contains("nesting depth")) {
            return "objects and lists stand in each other more than " + DEEPEST + " deep; send flatter data";
        }
        return message.contains("Number")
                ? "there is a number with too many digits; shorten it, or send it as a text"
                : "there is a text or a name that is too long; shorten it";
    }
}
