package io.rapport.app.start;

import io.rapport.desk.StaffDirectory;
import java.util.List;
import java.util.Set;

/** The people of the demo shop; they exist only beside an embedded database (and in tests). Everybody's password is {@code demo}. */
public final class DemoLogins {

    /** The administrator, who also may deploy. */
    public static final String ADMINISTRATOR = "demo";

    /** Somebody who draws journeys and writes messages. */
    public static final String DESIGNER = "dana";

    /** Who judges figures: the pages under /insights. */
    public static final String MANAGER = "mira";

    /** The shop's own system, where it speaks to the engine itself. */
    public static final String SYSTEM = "shop";

    /** Everybody's password. */
    public static final String PASSWORD = "demo";

    /** One member of staff a queue, and two leads of complaints: nobody approves what they proposed. */
    public static final List<Member> STAFF = List.of(
            new Member("clara", "Clara", "Nowak", "care"),
            new Member("conny", "Conny", "Berg", "complaints"),
            new Member("leo", "Leo", "Ferrari", "complaints-lead"),
            new Member("lena", "Lena", "Sato", "complaints-lead"),
            new Member("fred", "Fred", "Larsen", "fulfilment"),
            new Member("rita", "Rita", "Okoye", "retention"));

    /** In the demo shop there are two more in care: one adviser for all customers would be too few. */
    public static final List<Member> ADVISERS =
            List.of(new Member("ming", "Ming", "Zhao", "care"), new Member("nora", "Nora", "Lindgren", "care"));

    private static final Set<String> EDITORS = Set.of("care", "complaints-lead");

    private final StaffDirectory staff;

    /** @param staff where the logins are made */
    public DemoLogins(StaffDirectory staff) {
        this.staff = staff;
    }

    /** Makes those that are missing. */
    void ensure() {
        staff.ensureAdministrator(ADMINISTRATOR, "Demo", "Administrator", "demo@example.org", PASSWORD);
        staff.ensureUser(
                ADMINISTRATOR,
                "Demo",
                "Administrator",
                "demo@example.org",
                PASSWORD,
                Set.of(StaffDirectory.ADMINISTRATORS, StaffDirectory.DESIGNERS));
        staff.ensureUser(
                DESIGNER, "Dana", "Weiss", DESIGNER + "@example.org", PASSWORD, Set.of(StaffDirectory.DESIGNERS));
        staff.ensureUser(MANAGER, "Mira", "Haas", MANAGER + "@example.org", PASSWORD, Set.of(StaffDirectory.MANAGERS));
        staff.ensureUser(SYSTEM, "Demo", "Shop", null, PASSWORD, Set.of(StaffDirectory.SYSTEMS));
        for (Member member : STAFF) {
            staff.ensureUser(
                    member.id(),
                    member.firstName(),
                    member.lastName(),
                    member.id() + "@example.org",
                    PASSWORD,
                    // care, and who handles requests about data, may change customers, too
                    EDITORS.contains(member.queue())
                            ? Set.of(member.queue(), StaffDirectory.CUSTOMER_EDITORS)
                            : Set.of(member.queue()));
        }
    }

    /**
     * Somebody who works a queue.
     *
     * @param id the login
     * @param firstName first name
     * @param lastName last name
     * @param queue the id of the one queue they see
     */
    public record Member(String id, String firstName, String lastName, String queue) {}
}
