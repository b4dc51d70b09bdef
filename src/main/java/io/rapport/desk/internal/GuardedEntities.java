package io.rapport.desk.internal;

import io.rapport.desk.CommandFields;
import java.util.IdentityHashMap;
import java.util.Map;
import org.camunda.bpm.engine.BadUserRequestException;
import org.camunda.bpm.engine.impl.cfg.IdGenerator;
import org.camunda.bpm.engine.impl.context.Context;
import org.camunda.bpm.engine.impl.db.DbEntity;
import org.camunda.bpm.engine.impl.db.PersistenceSession;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManager;
import org.camunda.bpm.engine.impl.db.entitymanager.DbEntityManagerFactory;
import org.camunda.bpm.engine.impl.db.entitymanager.cache.CachedDbEntity;
import org.camunda.bpm.engine.impl.persistence.entity.ExecutionEntity;
import org.camunda.bpm.engine.impl.persistence.entity.VariableInstanceEntity;
import org.camunda.bpm.engine.variable.value.TypedValue;

/**
 * The engine's entities within a command, where each id of a journey is checked when it is made, written and removed
 * ({@link JourneyIds}). Every variable comes this way, whichever command or model makes it; values are seen on their way
 * through {@link GuardedSerializers}.
 */
final class GuardedEntities extends DbEntityManager {

    private final JourneyIds ids;
    private final Map<VariableInstanceEntity, String> made = new IdentityHashMap<>();
    private final Map<VariableInstanceEntity, ExecutionEntity> removed = new IdentityHashMap<>();

    private GuardedEntities(IdGenerator generator, PersistenceSession persistence, JourneyIds ids) {
        super(generator, persistence);
        this.ids = ids;
    }

    /**
     * Checks a value before a variable takes it.
     *
     * @throws BadUserRequestException if the variable is an id of a journey and must not take that value
     */
    static void write(VariableInstanceEntity variable, TypedValue value) {
        if (Context.getCommandContext().getDbEntityManager() instanceof GuardedEntities entities) {
            entities.check(variable, value);
        }
    }

    private void check(VariableInstanceEntity variable, TypedValue value) {
        if (!ids.isId(variable.getName())) {
            return;
        }
        if (variable.isTransient()) {
            throw new BadUserRequestException("The variable '" + variable.getName()
                    + "' says whom or what the journey is about: it is kept, and cannot be transient");
        }
        String before = made.containsKey(variable) ? made.get(variable) : stored(variable);
        if (before != null) {
            ids.written(variable, before, String.valueOf(value.getValue()));
        } else if (made.containsKey(variable)) {
            made.put(
                    variable, value.getValue() == null ? null : value.getValue().toString());
        }
    }

    /** The engine clears an entity before it writes; what it was loaded with stands beside it. */
    private String stored(VariableInstanceEntity variable) {
        CachedDbEntity cached = variable.getId() == null
                ? null
                : getDbEntityCache().getCachedEntity(VariableInstanceEntity.class, variable.getId());
        if (cached == null || !(CommandFields.of(cached, "copy") instanceof Map<?, ?> state)) {
            return null;
        }
        for (String field : new String[] {"textValue", "longValue", "doubleValue"}) {
            if (state.get(field) != null) {
                return state.get(field).toString();
            }
        }
        return null;
    }

    @Override
    public void insert(DbEntity entity) {
        super.insert(entity);
        if (entity instanceof VariableInstanceEntity variable && ids.isId(variable.getName())) {
            ids.created(variable);
            made.put(variable, JourneyIds.value(variable));
        }
    }

    @Override
    public void delete(DbEntity entity) {
        if (entity instanceof VariableInstanceEntity variable
                && ids.isId(variable.getName())
                && variable.getExecution() != null
                && JourneyIds.isOfInstance(variable)) {
            removed.put(variable, variable.getExecution());
        }
        super.delete(entity);
    }

    @Override
    public void flush() {
        // an instance that has ended takes its variables along
        removed.forEach((variable, execution) -> {
            if (isDeleted(variable) && !isDeleted(execution)) {
                ids.removed(variable, execution);
            }
        });
        super.flush();
    }

    /** Opens one a command. */
    static final class Factory extends DbEntityManagerFactory {

        private final JourneyIds ids;

        Factory(IdGenerator generator, JourneyIds ids) {
            super(generator);
            this.ids = ids;
        }

        @Override
        public DbEntityManager openSession() {
            return new GuardedEntities(
                    idGenerator, Context.getCommandContext().getSession(PersistenceSession.class), ids);
        }
    }
}
