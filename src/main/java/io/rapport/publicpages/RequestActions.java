package io.rapport.publicpages;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.rapport.link.Links.Link;
import io.rapport.privacy.DataRequest;
import io.rapport.privacy.DataRequests;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.stereotype.Component;

/** What customers say by a link about requests for their data: that one is theirs, and that an erasure is called off. */
@Component
final class RequestActions {

    /** What comes before a request's id in the name of its field. */
    static final String REQUEST = "request.";

    private final LinkEvents events;
    private final DataRequests requests;
    private final ObjectMapper json;

    RequestActions(LinkEvents events, DataRequests requests, ObjectMapper json) {
        this.events = events;
        this.requests = requests;
        this.json = json;
    }

    /** What of the customer's requests waits to be known as theirs, and is not under way to it. */
    List<DataRequest> unidentified(Link link) {
        Set<String> underWay = underWay(link, "data-request.confirmed");
        return requests.unidentified(link.customerId()).stream()
                .filter(request -> !underWay.contains(request.id()))
                .toList();
    }

    /** Each request by itself: who asked for a copy of their data must not have them erased by the same tap. */
    ActionResult identify(Link link, Map<String, String> form) {
        List<DataRequest> meant = unidentified(link).stream()
                .filter(request -> form.containsKey(REQUEST + request.id()))
                .toList();
        if (meant.isEmpty()) {
            return ActionResult.invalid("request");
        }
        return publish(link, meant, "data-request:", "data-request.confirmed");
    }

    /** The customer's erasures that are to come and are not called off; of what was asked for since, an earlier mail says nothing. */
    List<DataRequest> erasures(Link link) {
        Instant sent = link.expiresAt().minus(link.purpose().lifetime());
        Set<String> calledOff = underWay(link, "data-request.withdrawn");
        return requests.open(link.customerId()).stream()
                .filter(DataRequest::isErasure)
                // a link knows whole seconds
                .filter(request ->
                        !request.receivedAt().truncatedTo(ChronoUnit.SECONDS).isAfter(sent))
                .filter(request -> !calledOff.contains(request.id()))
                .toList();
    }

    /** Who stays means it of each erasure that was asked for. */
    ActionResult callOff(Link link) {
        return publish(link, erasures(link), "erasure-withdrawal:", "data-request.withdrawn");
    }

    private Set<String> underWay(Link link, String type) {
        return events.waiting(link.customerId(), type).stream()
                .map(event -> event.text("requestId"))
                .collect(Collectors.toSet());
    }

    private ActionResult publish(Link link, List<DataRequest> meant, String id, String type) {
        for (DataRequest request : meant) {
            events.publish(
                    link, id + request.id(), type, json.createObjectNode().put("requestId", request.id()));
        }
        return ActionResult.DONE;
    }
}
