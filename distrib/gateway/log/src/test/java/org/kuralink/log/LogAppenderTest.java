/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import ch.qos.logback.classic.LoggerContext;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.kuralink.api.connection.FakeDeviceLink;
import org.kuralink.api.time.VirtualTime;
import org.slf4j.Logger;

/** Tests that log lines of Logback arrive once, and only while the appender is registered. */
class LogAppenderTest {

  private final LoggerContext loggers = new LoggerContext();
  private final Logger logger = loggers.getLogger("org.kuralink.probe.Some");
  private final VirtualTime time = new VirtualTime();
  private final FakeDeviceLink link = new FakeDeviceLink();
  private final LogUpload upload =
      new LogUpload("log", UploadLevel.WARN, device -> true, time.scheduler());

  private List<String> posted() {
    time.leap(Duration.ofMinutes(10));
    List<String> posted =
        link.sent(LogUpload.POST).stream().map(post -> post.params().toString()).toList();
    link.clear();
    return posted;
  }

  private LogAppender open() {
    link.answerWithSuccess();
    upload.follow(link);
    return LogAppender.open(loggers, upload);
  }

  @Test
  void sendsWhatIsLogged() {
    open();
    logger.warn("seen {} times", 3, new IllegalStateException("with a trace"));
    logger.info("not loud enough");
    loggers.getLogger("org.example.Other").warn("not ours");
    List<String> posted = posted();
    assertEquals(1, posted.size());
    assertTrue(posted.get(0).contains("\"logContent\":\"Some: seen 3 times\""), posted.get(0));
    assertEquals(posted.get(0).indexOf("utcTime"), posted.get(0).lastIndexOf("utcTime"));
  }

  @Test
  void survivesAnEditOfTheConfigurationOfTheLog() {
    open();
    loggers.reset();
    logger.warn("after the edit");
    assertEquals(1, posted().size());
  }

  @Test
  void hearsNothingOnceItIsClosed() {
    LogAppender appender = open();
    appender.close();
    loggers.reset();
    logger.warn("too late");
    assertEquals(List.of(), posted());
  }
}
