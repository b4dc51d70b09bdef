package io.rapport.app.demo;

import io.rapport.calendar.BusinessClock;
import io.rapport.calendar.WorkingTime;
import io.rapport.customer.ChangedCustomers;
import io.rapport.customer.CustomerChanges;
import io.rapport.customer.Customers;
import io.rapport.database.Retention;
import io.rapport.dates.DueEvents;
import io.rapport.desk.AbsenceHandover;
import io.rapport.desk.Absences;
import io.rapport.desk.EscalationWorker;
import io.rapport.desk.LiveStaff;
import io.rapport.desk.Promise;
import io.rapport.desk.Promises;
import io.rapport.desk.StaffDirectory;
import io.rapport.feedback.Complaints;
import io.rapport.feedback.PanelRuns;
import io.rapport.feedback.Panels;
import io.rapport.feedback.Surveys;
import io.rapport.inbox.Inbox;
import io.rapport.inbox.InboxQuiescence;
import io.rapport.inbox.Sender;
import io.rapport.loyalty.CouponPools;
import io.rapport.loyalty.Coupons;
import io.rapport.loyalty.LoyaltyLedger;
import io.rapport.loyalty.Referrals;
import io.rapport.outbox.OutboxFigures;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import io.rapport.release.Releases;
import io.rapport.release.ShippedFileAddition;
import io.rapport.value.ValueRun;
import jakarta.servlet.Filter;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import javax.sql.DataSource;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.autoconfigure.security.SecurityProperties;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The demo plays only where database and mailbox are both embedded: no story of invented people reaches anybody. */
@Configuration(proxyBeanMethods = false)
@ConditionalOnBooleanProperty({"rapport.embedded", "rapport.mailbox.embedded"})
@ConditionalOnProperty(name = "rapport.demo", havingValue = "true", matchIfMissing = true)
class DemoConfiguration {

    @Bean
    QuiescenceProbe quiescenceProbe(
            JdbcClient jdbc,
            InboxQuiescence inbox,
            OutboxFigures outbox,
            ChangedCustomers changed,
            CustomerChanges changes,
            BusinessClock clock) {
        return new QuiescenceProbe(jdbc, inbox, outbox, changed, changes, clock);
    }

    @Bean
    DemoStory demoStory(
            Surveys surveys,
            Referrals referrals,
            LoyaltyLedger ledger,
            Coupons coupons,
            ReplayGuard guard,
            WorkingTime desk,
            @Value("${rapport.api-keys.demo-story}") String key) {
        return new DemoStory(surveys, referrals, ledger, coupons, guard, desk, key);
    }

    @Bean
    WinBackOrders winBackOrders(
            Coupons coupons, ReplayGuard guard, WorkingTime desk, @Value("${rapport.api-keys.demo-story}") String key) {
        return new WinBackOrders(coupons, guard, desk, key);
    }

    @Bean
    DemoScoring demoScoring(ValueRun value, QuiescenceProbe probe, WorkingTime desk) {
        return new DemoScoring(value, probe, desk.zone());
    }

    @Bean
    DemoAdvisers demoAdvisers(
            StaffDirectory staff,
            LiveStaff live,
            Releases releases,
            Absences absences,
            AbsenceHandover handover,
            EscalationWorker escalations,
            Customers customers,
            Promises promises,
            DataRequests requests,
            Complaints complaints,
            JdbcClient jdbc,
            WorkingTime desk,
            BusinessClock clock)
            throws IOException {
        AdviserWork work = new AdviserWork(
                id -> promises.find(id).map(Promise::promised),
                id -> requests.find(id).map(DataRequest::request),
                new ComplaintWork(complaints::find),
                desk);
        return new DemoAdvisers(
                new DemoStaff(staff, live, releases),
                absences,
                handover,
                escalations,
                customers,
                jdbc,
                desk,
                clock,
                work);
    }

    /** That the demo's people stand in the live file about staff is what each start of it finds, and nothing to warn of. */
    @Bean
    ShippedFileAddition demoStaffOfTheShippedFile() {
        return DemoStaff::isAll;
    }

    @Bean
    DemoPanel demoPanel(
            Panels panels, PanelRuns rounds, Customers customers, Inbox events, BusinessClock clock, WorkingTime desk) {
        return new DemoPanel(panels, rounds, customers, events, clock, desk);
    }

    @Bean
    DemoOpening demoOpening(
            DataSource database,
            CouponPools pools,
            LoyaltyLedger ledger,
            DemoAdvisers advisers,
            DemoScoring scoring,
            QuiescenceProbe probe) {
        return new DemoOpening(new DemoHistory(database, pools, ledger), advisers, scoring, probe);
    }

    @Bean
    DemoPlayer demoPlayer(
            InboxQuiescence inbox,
            QuiescenceProbe probe,
            BusinessClock clock,
            DueEvents dates,
            Retention retention,
            WorkingTime desk,
            @Value("${rapport.data-dir:./data}") Path data,
            ReplayGuard guard,
            DemoOpening opening,
            DemoScoring scoring,
            DemoStory story,
            WinBackOrders comingBack,
            DemoAdvisers advisers,
            DemoPanel panel) {
        return new DemoPlayer(
                inbox::isNew,
                clock,
                ReplayPosition.in(data),
                guard,
                new DemoPlayer.Surroundings(probe::nextTimer, probe::await, dates::raise, retention::passed),
                opening::open,
                List.of(scoring, story, comingBack, new DemoTasks(desk), advisers, panel));
    }

    @Bean
    DemoClock demoClock(BusinessClock clock, DemoPlayer player) {
        return new DemoClock(clock, player);
    }

    @Bean
    ReplayGuard replayGuard() {
        return new ReplayGuard();
    }

    /** Behind the login: a system without a valid key learns that, and not to come back later with the same. */
    @Bean
    FilterRegistrationBean<ReplayGuard> replayGuardRegistration(ReplayGuard guard) {
        FilterRegistrationBean<ReplayGuard> registration = new FilterRegistrationBean<>(guard);
        registration.setOrder(SecurityProperties.DEFAULT_FILTER_ORDER + 1);
        registration.addUrlPatterns(ReplayGuard.EVENTS, ReplayGuard.MESSAGES, ReplayGuard.IMPORTS);
        return registration;
    }

    /** The short way for events ends before the other one: it has a guard of keys of its own, and this stands behind that. */
    @Bean
    FilterRegistrationBean<Filter> replayGuardOfTheShortWay(ReplayGuard guard) {
        FilterRegistrationBean<Filter> registration = new FilterRegistrationBean<>((request, response, chain) -> {
            if (request.getAttribute(Sender.ATTRIBUTE) == null) {
                chain.doFilter(request, response);
            } else {
                guard.doFilter(request, response, chain);
            }
        });
        registration.setName("replayGuardOfTheShortWay");
        registration.setOrder(Ordered.HIGHEST_PRECEDENCE + 15);
        registration.addUrlPatterns(ReplayGuard.EVENTS);
        return registration;
    }
}
