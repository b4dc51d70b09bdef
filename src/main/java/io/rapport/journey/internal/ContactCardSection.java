package io.rapport.journey.internal;

import io.rapport.desk.CardSection;
import io.rapport.outbox.StaffContacts;
import io.rapport.outbox.StaffContacts.ContactText;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.springframework.core.annotation.Order;
import org.springframework.stereotype.Component;

/** What staff are to tell the customer, above all else on the card. It is written when it is read and kept nowhere. */
@Component
@Order(0)
final class ContactCardSection implements CardSection {

    private final StaffContacts contacts;

    ContactCardSection(StaffContacts contacts) {
        this.contacts = contacts;
    }

    @Override
    public Optional<Section> contribute(CardRequest request) {
        return StaffContacts.id(request.contactId())
                .flatMap(id -> contacts.words(id, request.customerId()))
                .map(words -> section(words, request.locale()));
    }

    private static Section section(ContactText words, Locale viewer) {
        List<Line> lines = new ArrayList<>();
        lines.add(new Line(JourneyTexts.ALL.say("contact.about", viewer), words.subject()));
        lines.add(new Line(
                JourneyTexts.ALL.say("contact.language", viewer),
                Locale.forLanguageTag(words.language()).getDisplayName(viewer)));
        words.paragraphs().forEach(paragraph -> lines.add(new Line("", paragraph)));
        String title = JourneyTexts.ALL.say(words.call() ? "contact.call" : "contact.write", viewer);
        return new Section(title, lines);
    }
}
