package io.rapport.desk.internal;

import org.camunda.bpm.engine.impl.identity.db.DbIdentityServiceProvider;
import org.camunda.bpm.engine.impl.interceptor.Session;
import org.camunda.bpm.engine.impl.interceptor.SessionFactory;
import org.camunda.bpm.engine.impl.persistence.entity.UserEntity;

/**
 * The engine's logins without its lock. That one counts by the login alone: anyone who knows the administrator's login could
 * make it wait, and after ten tries lock it for ever. Guessing is slowed down at the login ({@code LoginFailures}).
 */
final class IdentitiesWithoutLock extends DbIdentityServiceProvider {

    @Override
    protected boolean isUserLocked(UserEntity user) {
        return false;
    }

    @Override
    protected void lockUser(UserEntity user) {
        // not by the login alone
    }

    /** Opens one a command. */
    static final class Factory implements SessionFactory {

        @Override
        public Class<?> getSessionType() {
            return IdentitiesWithoutLock.class;
        }

        @Override
        public Session openSession() {
            return new IdentitiesWithoutLock();
        }
    }
}
