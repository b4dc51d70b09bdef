package io.rapport.app.forms;

import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpSession;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.UUID;
import org.springframework.web.servlet.ModelAndView;
import org.springframework.web.util.WebUtils;

/**
 * What staff type to find somebody. It stands in their session, under an id that says nothing, and the page of the results is
 * asked for by that id: nothing typed is in a URL or a log, the page can be loaded anew, and a step back leads to it.
 */
public final class TypedSearches {

    /** The parameter of a page that has the id of a search. */
    public static final String PARAMETER = "search";

    private static final String ATTRIBUTE = TypedSearches.class.getName();

    /** Of one session; who goes back further than that types again. */
    private static final int MOST = 20;

    private TypedSearches() {}

    /** @param login who typed it: HTTP Basic may bring several logins into one session */
    private record Search(String login, List<String> typed) {}

    private static final class Kept extends LinkedHashMap<String, Search> {

        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Search> eldest) {
            return size() > MOST;
        }
    }

    /**
     * @param form by which something is searched for
     * @param page where it is shown, without a query
     * @param typed what the fields of the form have in them
     * @return the way to the page
     */
    public static ModelAndView leadTo(HttpServletRequest form, String page, String... typed) {
        return FormOutcome.seeOther(keep(form, page, typed));
    }

    /**
     * @param form by which something is searched for, or which is about what was found
     * @param page where it is shown, without a query
     * @param typed what the fields of the form have in them
     * @return path and query of the page that shows it
     */
    public static String keep(HttpServletRequest form, String page, String... typed) {
        String id = UUID.randomUUID().toString();
        HttpSession session = form.getSession();
        synchronized (WebUtils.getSessionMutex(session)) {
            Kept kept = session.getAttribute(ATTRIBUTE) instanceof Kept known ? known : new Kept();
            kept.put(id, new Search(form.getRemoteUser(), List.of(typed)));
            session.setAttribute(ATTRIBUTE, kept);
        }
        return page + "?" + PARAMETER + "=" + id;
    }

    /**
     * @param page the request of a page
     * @param id of a search, as the page's URL has it; anything
     * @return what was typed; empty if the web session keeps no such search of this login, or no longer
     */
    public static Optional<List<String>> find(HttpServletRequest page, String id) {
        HttpSession session = page.getSession(false);
        if (session == null) {
            return Optional.empty();
        }
        synchronized (WebUtils.getSessionMutex(session)) {
            return session.getAttribute(ATTRIBUTE) instanceof Kept kept
                    ? Optional.ofNullable(kept.get(id))
                            .filter(search -> Objects.equals(search.login(), page.getRemoteUser()))
                            .map(Search::typed)
                    : Optional.empty();
        }
    }
}
