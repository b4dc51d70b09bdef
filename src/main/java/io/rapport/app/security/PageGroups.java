package io.rapport.app.security;

import io.rapport.desk.StaffDirectory;
import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.springframework.security.core.Authentication;
import org.springframework.security.web.util.matcher.RequestMatcher;

/**
 * Which groups of staff may use which pages and programs' paths. By this one list requests are let in, a refusal names the
 * groups, and a login leads to pages. Administrators may use all of them.
 */
final class PageGroups {

    /** Stands for the members of any queue. */
    static final String ANY_QUEUE = "";

    private static final Pattern CUSTOMER_PREVIEW = Pattern.compile("/studio/messages/[^/]+/customer/?");

    /** The first that a request matches holds. */
    private static final List<Rule> RULES = List.of(
            // who writes messages sees them with sample data; with a real customer's only who may see customers
            page("/studio", StaffDirectory.CUSTOMER_PREVIEW).where(PageGroups::showsCustomer),
            // sums, too, and a draft that is only counted; releasing it is for designers
            page(
                    "/studio/segments",
                    StaffDirectory.DESIGNERS,
                    StaffDirectory.CUSTOMER_PREVIEW,
                    StaffDirectory.MANAGERS),
            page("/studio", StaffDirectory.DESIGNERS, StaffDirectory.CUSTOMER_PREVIEW),
            // sums over all customers: none of them can be found there
            page("/insights", StaffDirectory.MANAGERS).where(PageGroups::changesNothing),
            page("/insights"),
            // who works for customers sees them; who only draws journeys, or is a program, does not
            page("/customers", ANY_QUEUE),
            page("/operations"),
            page("/mailbox"),
            page("/api/events/catalogue", StaffDirectory.DESIGNERS),
            page("/api/openapi", StaffDirectory.DESIGNERS),
            page("/api/openapi.yaml", StaffDirectory.DESIGNERS),
            // what designers release by a command, and other programs of theirs
            program("/releases", StaffDirectory.DESIGNERS),
            program("/actuator"));

    /**
     * @param folder such as {@code /studio}, with all beneath it
     * @param isPage whether the login page stands before it
     * @param which of the requests to the folder
     * @param groups besides administrators
     */
    private record Rule(String folder, boolean isPage, RequestMatcher which, List<String> groups) {

        Rule where(RequestMatcher some) {
            return new Rule(folder, isPage, some, groups);
        }

        boolean holdsFor(HttpServletRequest request) {
            return new FolderMatcher(folder).matches(request) && which.matches(request);
        }
    }

    private final Predicate<String> isQueue;

    /** @param isQueue whether a group is a queue that is live */
    PageGroups(Predicate<String> isQueue) {
        this.isQueue = isQueue;
    }

    private static Rule page(String folder, String... groups) {
        return new Rule(folder, true, request -> true, List.of(groups));
    }

    private static Rule program(String path, String... groups) {
        return new Rule(path, false, request -> true, List.of(groups));
    }

    private static boolean showsCustomer(HttpServletRequest request) {
        return CUSTOMER_PREVIEW.matcher(request.getServletPath()).matches();
    }

    private static boolean changesNothing(HttpServletRequest request) {
        return request.getMethod().equals("GET")
                // a preview of a table
                || request.getServletPath().equals("/insights/relationships");
    }

    /** @return the folders of the pages that the login page stands before, such as {@code /customers} */
    static List<String> folders() {
        return RULES.stream().filter(Rule::isPage).map(Rule::folder).distinct().toList();
    }

    /**
     * @param request to any path
     * @return which groups may send it, maybe {@link #ANY_QUEUE} among them; empty if it is for nobody of staff
     */
    static List<String> of(HttpServletRequest request) {
        return RULES.stream()
                .filter(rule -> rule.holdsFor(request))
                .findFirst()
                .map(rule -> Stream.concat(rule.groups().stream(), Stream.of(StaffDirectory.ADMINISTRATORS))
                        .toList())
                .orElse(List.of());
    }

    /**
     * @param who has logged in
     * @param request to any path
     * @return whether one of their groups may send it
     */
    boolean admit(Authentication who, HttpServletRequest request) {
        List<String> admitted = of(request);
        Set<String> theirs = StaffAuthenticationProvider.groups(who);
        boolean anyQueue = admitted.contains(ANY_QUEUE);
        // an account that is a program sees no customers, whatever groups it was put into
        return who.isAuthenticated()
                && !(anyQueue && theirs.contains(StaffDirectory.SYSTEMS))
                && (admitted.stream().anyMatch(theirs::contains)
                        || anyQueue && theirs.stream().anyMatch(isQueue));
    }
}
