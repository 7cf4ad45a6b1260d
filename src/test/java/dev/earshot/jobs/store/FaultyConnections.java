package dev.earshot.jobs.store;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.function.Predicate;

/** Connections whose statements fail as SQLite's do, when the test says so. Thread-safe. */
public final class FaultyConnections {

    /** How a statement fails. */
    public enum Failure {
        /** As on a full disk: SQLite rolls back by itself. */
        FULL(13),
        /** Another process has the lock. */
        BUSY(5),
        IOERR(10),
        /** The statement was done all the same: of a commit nobody can tell. */
        IOERR_AFTERWARDS(10),
        /** A page is damaged. */
        CORRUPT(11),
        /** The connection is closed under the store. */
        CLOSED(0);

        private final int code;

        Failure(int code) {
            this.code = code;
        }
    }

    private Failure failure;
    private Predicate<String> which = sql -> false;
    private int executed;
    private int failed;

    /** From now on the statements that are meant fail. */
    public synchronized void fail(Failure how, Predicate<String> meant) {
        failure = how;
        which = meant;
    }

    public synchronized void work() {
        which = sql -> false;
    }

    /** The statement of that number fails, from 0, and the {@code times - 1} behind it. */
    public synchronized void failFrom(Failure how, int number, int times) {
        executed = 0;
        failed = 0;
        fail(how, sql -> executed > number && executed <= number + times);
    }

    /** How many statements have failed. */
    public synchronized int failed() {
        return failed;
    }

    public Connection around(Connection connection) {
        return proxy(Connection.class, (proxy, method, arguments) -> {
            Object result = call(connection, method, arguments);
            if (result instanceof PreparedStatement prepared) {
                return around(connection, PreparedStatement.class, prepared, (String) arguments[0]);
            }
            return result instanceof Statement statement ? around(connection, Statement.class, statement, null) : result;
        });
    }

    private <S extends Statement> S around(Connection connection, Class<S> type, S statement, String prepared) {
        return proxy(type, (proxy, method, arguments) -> {
            if (!method.getName().startsWith("execute")) {
                return call(statement, method, arguments);
            }
            Failure now = next(prepared == null ? (String) arguments[0] : prepared);
            if (now == null) {
                return call(statement, method, arguments);
            }
            switch (now) {
                case FULL -> rollBack(connection);
                case IOERR_AFTERWARDS -> call(statement, method, arguments);
                case CLOSED -> connection.close();
                default -> {
                }
            }
            throw new SQLException("injected " + now, null, now.code);
        });
    }

    private synchronized Failure next(String sql) {
        executed++;
        boolean meant = which.test(sql);
        failed += meant ? 1 : 0;
        return meant ? failure : null;
    }

    private static void rollBack(Connection connection) {
        try (Statement statement = connection.createStatement()) {
            statement.execute("ROLLBACK");
        } catch (SQLException e) {
            // There was no transaction.
        }
    }

    private static Object call(Object target, java.lang.reflect.Method method, Object[] arguments) throws Throwable {
        try {
            return method.invoke(target, arguments);
        } catch (InvocationTargetException e) {
            throw e.getCause();
        }
    }

    private static <T> T proxy(Class<T> type, InvocationHandler handler) {
        return type.cast(Proxy.newProxyInstance(type.getClassLoader(), new Class<?>[] {type}, handler));
    }
}
