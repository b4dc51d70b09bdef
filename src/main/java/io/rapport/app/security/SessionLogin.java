package io.rapport.app.security;

import io.rapport.language.Sentences;
import java.util.Locale;

/**
 * Who is logged in by the session of the web apps, as our pages say it beside the button that ends it.
 *
 * @param user the login
 */
record SessionLogin(String user) {

    /** Where a request has it, for pages; a request that brings its own login has none. */
    static final String ATTRIBUTE = "sessionLogin";

    static final Sentences TEXTS = new Sentences("login/texts");

    /** @return a sentence in the language of the page */
    public String say(String key, Locale locale) {
        return TEXTS.say(key, locale);
    }
}
