package io.rapport.app.security;

import jakarta.servlet.http.HttpServletRequest;
import java.util.List;
import java.util.Optional;
import org.springframework.security.web.util.matcher.RequestMatcher;

/** Which scope a path of the API needs. A path that is not named here does not exist for systems. */
final class ScopedPaths {

    private record ScopedPath(RequestMatcher folder, KeyScope scope) {}

    /** The first that a request matches holds. */
    private static final List<ScopedPath> PATHS = List.of(
            new ScopedPath(new FolderMatcher("/api/events"), KeyScope.EVENTS),
            new ScopedPath(new FolderMatcher("/api/imports/all"), KeyScope.IMPORTS_READ),
            new ScopedPath(new FolderMatcher("/api/imports"), KeyScope.IMPORTS),
            new ScopedPath(new FolderMatcher("/api/customers"), KeyScope.CUSTOMERS_READ),
            new ScopedPath(new FolderMatcher("/api/loyalty"), KeyScope.LOYALTY),
            new ScopedPath(new FolderMatcher("/api/coupons"), KeyScope.LOYALTY),
            new ScopedPath(new FolderMatcher("/api/coupon-pools"), KeyScope.COUPON_POOLS));

    private ScopedPaths() {}

    /** @return the scope that a request needs; empty if it is not for systems at all */
    static Optional<KeyScope> of(HttpServletRequest request) {
        return PATHS.stream()
                .filter(path -> path.folder().matches(request))
                .map(ScopedPath::scope)
                .findFirst();
    }
}
