package io.rapport.desk;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/** Who of staff is absent when, and who is their deputy. */
@Component
public final class Absences {

    private static final String ALL = "select id, login, first_day, last_day, deputy, entered_by from rapport.absence ";

    private final JdbcClient jdbc;
    private final LiveStaff staff;

    Absences(JdbcClient jdbc, LiveStaff staff) {
        this.jdbc = jdbc;
        this.staff = staff;
    }

    /**
     * @param day the first that counts
     * @return the absences that end on that day or later, the next first
     */
    public List<Absence> from(LocalDate day) {
        return jdbc.sql(ALL + "where last_day >= :day order by first_day, login, id")
                .param("day", day)
                .query(Absences::read)
                .list();
    }

    /**
     * @param id of an entry
     * @return the entry; empty if there is none, or no longer
     */
    public Optional<Absence> find(long id) {
        return jdbc.sql(ALL + "where id = :id")
                .param("id", id)
                .query(Absences::read)
                .optional();
    }

    /**
     * @param login of somebody
     * @param day any
     * @return the absence of that day, of several that which was entered last; empty if they are present
     */
    public Optional<Absence> of(String login, LocalDate day) {
        return jdbc.sql(ALL
                        + "where login = :login and last_day >= :day and first_day <= :day order by id desc limit 1")
                .param("login", login)
                .param("day", day)
                .query(Absences::read)
                .optional();
    }

    /**
     * Who does the work of somebody on a day: the person, or while they are absent their deputy; of a deputy who is absent
     * as well, again the deputy.
     *
     * @param login of whom
     * @param day any
     * @return the login of somebody who is present; empty if there is nobody
     */
    public Optional<String> present(String login, LocalDate day) {
        Set<String> asked = new HashSet<>();
        String person = login;
        while (person != null && asked.add(person)) {
            Optional<Absence> absence = of(person, day);
            if (absence.isEmpty()) {
                return Optional.of(person);
            }
            person = deputy(absence.get()).orElse(null);
        }
        return Optional.empty();
    }

    /**
     * A day of an absence on which all deputies are absent themselves, such as two who are deputies of each other.
     *
     * @param login who is absent, as entered already
     * @param first day that counts
     * @param last day that counts
     * @return the first such day; empty if there is none, or no deputy is named
     */
    public Optional<LocalDate> withoutDeputy(String login, LocalDate first, LocalDate last) {
        // a deputy who is there becomes one who is not on days alone on which somebody's absence begins
        return Stream.concat(
                        Stream.of(first),
                        from(first).stream()
                                .map(Absence::firstDay)
                                .filter(day -> day.isAfter(first) && !day.isAfter(last)))
                .distinct()
                .filter(day -> of(login, day).flatMap(this::deputy).isPresent()
                        && present(login, day).isEmpty())
                .findFirst();
    }

    private Optional<String> deputy(Absence absence) {
        return Optional.ofNullable(absence.deputy())
                .or(() -> staff.member(absence.login()).map(StaffPerson::deputy));
    }

    /**
     * @param login of somebody
     * @return the first of their absences that has a day of those from the first to the last; empty if there is none
     */
    public Optional<Absence> within(String login, LocalDate first, LocalDate last) {
        return jdbc.sql(ALL
                        + "where login = :login and last_day >= :first and first_day <= :last"
                        + " order by first_day, id limit 1")
                .param("login", login)
                .param("first", first)
                .param("last", last)
                .query(Absences::read)
                .optional();
    }

    /**
     * Enters an absence.
     *
     * @param deputy {@code null}: whom staff.yaml names
     * @param by login of who enters it
     */
    public void enter(String login, LocalDate first, LocalDate last, String deputy, String by, Instant now) {
        jdbc.sql(
                        """
                insert into rapport.absence (login, first_day, last_day, deputy, entered_by, entered_at)
                values (:login, :first, :last, :deputy, :by, :now)""")
                .param("login", login)
                .param("first", first)
                .param("last", last)
                .param("deputy", deputy, Types.VARCHAR)
                .param("by", by)
                .param("now", Timestamp.from(now))
                .update();
    }

    /** Takes an entry back; who is absent already is present again from now on. */
    public void remove(long id) {
        jdbc.sql("delete from rapport.absence where id = :id").param("id", id).update();
    }

    private static Absence read(ResultSet rs, int row) throws SQLException {
        return new Absence(
                rs.getLong("id"),
                rs.getString("login"),
                rs.getObject("first_day", LocalDate.class),
                rs.getObject("last_day", LocalDate.class),
                rs.getString("deputy"),
                rs.getString("entered_by"));
    }
}
