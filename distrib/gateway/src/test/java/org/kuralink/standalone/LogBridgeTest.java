/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertEquals;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.slf4j.LoggerFactory;

class LogBridgeTest {

  private static final String NAME = "a.bundle.that.logs";

  private final ListAppender<ILoggingEvent> heard = new ListAppender<>();
  private final Logger logger = (Logger) LoggerFactory.getLogger(NAME);

  @BeforeEach
  void listen() {
    logger.setLevel(Level.INFO);
    heard.start();
    logger.addAppender(heard);
  }

  @AfterEach
  void leave() {
    logger.detachAppender(heard);
    logger.setLevel(null);
  }

  @ParameterizedTest
  @ValueSource(ints = {Bundle.STARTING, Bundle.ACTIVE})
  void aBundleAtWorkIsHeard(int state) {
    new LogBridge().logged(entry(LogLevel.WARN, state));
    assertEquals(List.of("WARN said"), lines());
  }

  @ParameterizedTest
  @ValueSource(ints = {Bundle.STOPPING, Bundle.RESOLVED, Bundle.UNINSTALLED})
  void whatABundleBreaksOffWhenItIsStoppedIsNoWarning(int state) {
    new LogBridge().logged(entry(LogLevel.WARN, state));
    assertEquals(List.of(), lines());
  }

  @Test
  void forwardsErrorsOfAStoppingBundle() {
    new LogBridge().logged(entry(LogLevel.ERROR, Bundle.STOPPING));
    assertEquals(List.of("ERROR said"), lines());
  }

  private List<String> lines() {
    return heard.list.stream()
        .map(one -> one.getLevel() + " " + one.getFormattedMessage())
        .toList();
  }

  private static LogEntry entry(LogLevel level, int state) {
    Bundle bundle = answering(Bundle.class, Map.of("getState", state, "getSymbolicName", NAME));
    return answering(
        LogEntry.class, Map.of("getMessage", "said", "getLogLevel", level, "getBundle", bundle));
  }

  private static <T> T answering(Class<T> type, Map<String, Object> answers) {
    return type.cast(
        Proxy.newProxyInstance(
            type.getClassLoader(),
            new Class<?>[] {type},
            (proxy, method, arguments) -> answers.get(method.getName())));
  }
}
