/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.joran.JoranConfigurator;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Tests the built-in logging configuration of the gateway. */
class BuiltInLoggingTest {

  private static final String MILO = "org.eclipse.milo.opcua.";

  @TempDir private Path data;
  private final LoggerContext context = new LoggerContext();

  @BeforeEach
  void read() throws Exception {
    context.putProperty("org.kuralink.data", data.toString());
    JoranConfigurator configurator = new JoranConfigurator();
    configurator.setContext(context);
    configurator.doConfigure(BuiltInLoggingTest.class.getResource("/logback.xml"));
  }

  @AfterEach
  void end() {
    context.stop();
  }

  @Test
  void suppressesTheStackTracesOfMilo() {
    assertFalse(
        context
            .getLogger(MILO + "stack.transport.client.uasc.UascClientMessageHandler")
            .isErrorEnabled());
    assertTrue(context.getLogger("org.kuralink.channel.opcua.UaLink").isInfoEnabled());
    assertTrue(context.getLogger(MILO + "sdk.client.session.SessionFsm").isWarnEnabled());
    assertFalse(context.getLogger(MILO + "sdk.client.session.SessionFsm").isInfoEnabled());
  }
}
