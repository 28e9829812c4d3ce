/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.thing.log;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Consumer;
import org.kuralink.api.connection.Registration;

/**
 * Listens to what all our bundles log. SLF4J itself has no listeners; Logback, behind it, has, and
 * is reached without an import, so that this bundle does without it as well.
 */
final class LogTap {

  private static final String LOGBACK = "ch.qos.logback.classic.LoggerContext";
  private static final String NAME = "kuralink-log-upload";

  private LogTap() {}

  /**
   * Listens from now on.
   *
   * @param loggers SLF4J's factory of loggers
   * @param listener told on the thread that logs
   * @return empty if the logging system is another
   */
  static Optional<Registration> open(Object loggers, Consumer<LogLine> listener) {
    if (!loggers.getClass().getName().equals(LOGBACK)) {
      return Optional.empty();
    }
    try {
      ClassLoader loader = loggers.getClass().getClassLoader();
      Class<?> appenderType = loader.loadClass("ch.qos.logback.core.Appender");
      Reader reader = new Reader(loader);
      InvocationHandler handler =
          (proxy, method, arguments) -> call(reader, listener, proxy, method, arguments);
      Object appender = Proxy.newProxyInstance(loader, new Class<?>[] {appenderType}, handler);
      Object ours =
          loggers
              .getClass()
              .getMethod("getLogger", String.class)
              .invoke(loggers, LogLine.OURS.substring(0, LogLine.OURS.length() - 1));
      ours.getClass().getMethod("addAppender", appenderType).invoke(ours, appender);
      Method detach = ours.getClass().getMethod("detachAppender", appenderType);
      return Optional.of(() -> detach(detach, ours, appender));
    } catch (ReflectiveOperationException e) {
      return Optional.empty();
    }
  }

  private static void detach(Method detach, Object logger, Object appender) {
    try {
      detach.invoke(logger, appender);
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException("Logback does not let go of an appender", e);
    }
  }

  private static Object call(
      Reader reader, Consumer<LogLine> listener, Object proxy, Method method, Object[] arguments)
      throws ReflectiveOperationException {
    switch (method.getName()) {
      case "doAppend" -> listener.accept(reader.read(arguments[0]));
      case "getName", "toString" -> {
        return NAME;
      }
      case "isStarted" -> {
        return true;
      }
      case "hashCode" -> {
        return System.identityHashCode(proxy);
      }
      case "equals" -> {
        return proxy == arguments[0];
      }
      default -> {
        return nothing(method);
      }
    }
    return nothing(method);
  }

  @SuppressWarnings("NullAway")
  private static Object nothing(Method method) {
    return method.getReturnType() == boolean.class ? Boolean.FALSE : null;
  }

  /** Reads Logback's events. */
  private static final class Reader {

    private final Method time;
    private final Method level;
    private final Method logger;
    private final Method message;

    Reader(ClassLoader loader) throws ReflectiveOperationException {
      Class<?> event = loader.loadClass("ch.qos.logback.classic.spi.ILoggingEvent");
      time = event.getMethod("getTimeStamp");
      level = event.getMethod("getLevel");
      logger = event.getMethod("getLoggerName");
      message = event.getMethod("getFormattedMessage");
    }

    LogLine read(Object event) throws ReflectiveOperationException {
      return new LogLine(
          Instant.ofEpochMilli((Long) time.invoke(event)),
          String.valueOf(level.invoke(event)),
          String.valueOf(logger.invoke(event)),
          String.valueOf(message.invoke(event)));
    }
  }
}
