/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.log;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.LoggerContextListener;
import ch.qos.logback.core.UnsynchronizedAppenderBase;
import java.time.Instant;

/**
 * A Logback appender for all loggers of this project. It remains registered when an edited {@code
 * logback.xml} removes all other appenders.
 */
final class LogAppender extends UnsynchronizedAppenderBase<ILoggingEvent>
    implements LoggerContextListener {

  private static final String OURS = LogLine.OURS.substring(0, LogLine.OURS.length() - 1);

  private final LogUpload upload;

  private LogAppender(LogUpload upload) {
    this.upload = upload;
    setName("kuralink-log-upload");
  }

  /** Registers the appender. */
  static LogAppender open(LoggerContext loggers, LogUpload upload) {
    LogAppender appender = new LogAppender(upload);
    appender.setContext(loggers);
    appender.start();
    loggers.addListener(appender);
    loggers.getLogger(OURS).addAppender(appender);
    return appender;
  }

  /** Unregisters the appender. */
  void close() {
    LoggerContext loggers = (LoggerContext) getContext();
    loggers.removeListener(this);
    loggers.getLogger(OURS).detachAppender(this);
    stop();
  }

  /** Called on the thread that logs; neither blocks nor logs. */
  @Override
  protected void append(ILoggingEvent event) {
    String level = event.getLevel().toString();
    if (upload.wants(event.getLoggerName(), level)) {
      upload.add(
          new LogLine(
              Instant.ofEpochMilli(event.getTimeStamp()),
              level,
              event.getLoggerName(),
              event.getFormattedMessage()));
    }
  }

  @Override
  public boolean isResetResistant() {
    return true;
  }

  @Override
  public void onReset(LoggerContext loggers) {
    start();
    loggers.getLogger(OURS).addAppender(this);
  }

  @Override
  public void onStart(LoggerContext loggers) {}

  @Override
  public void onStop(LoggerContext loggers) {}

  @Override
  public void onLevelChange(Logger logger, Level level) {}
}
