/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.mqtt;

import java.util.Arrays;
import java.util.ResourceBundle;
import org.eclipse.paho.client.mqttv3.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

/**
 * Paho's log: the numbers of its messages, at TRACE, for readers of its sources. The line itself
 * logs the events for operators. Any thread may call.
 */
public final class PahoLog implements Logger {

  /** The only instance. */
  public static final PahoLog ALL = new PahoLog();

  private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(PahoLog.class);

  private PahoLog() {}

  @Override
  public void initialise(ResourceBundle catalog, String name, String resource) {}

  @Override
  public void setResourceName(String name) {}

  @Override
  public boolean isLoggable(int level) {
    return LOG.isTraceEnabled();
  }

  @Override
  public void log(
      int level,
      String type,
      String method,
      String text,
      Object @Nullable [] values,
      @Nullable Throwable thrown) {
    if (LOG.isTraceEnabled()) {
      String name = type.substring(type.lastIndexOf('.') + 1);
      LOG.trace("{}.{}: {} {}", name, method, text, Arrays.toString(values), thrown);
    }
  }

  @Override
  public void trace(
      int level,
      String type,
      String method,
      String text,
      Object @Nullable [] values,
      @Nullable Throwable thrown) {
    log(level, type, method, text, values, thrown);
  }

  @Override
  public String formatMessage(String text, Object[] values) {
    return text;
  }

  @Override
  public void dumpTrace() {}

  @Override
  public void severe(String type, String method, String text) {
    log(SEVERE, type, method, text, null, null);
  }

  @Override
  public void severe(String type, String method, String text, Object[] values) {
    log(SEVERE, type, method, text, values, null);
  }

  @Override
  public void severe(String type, String method, String text, Object[] values, Throwable thrown) {
    log(SEVERE, type, method, text, values, thrown);
  }

  @Override
  public void warning(String type, String method, String text) {
    log(WARNING, type, method, text, null, null);
  }

  @Override
  public void warning(String type, String method, String text, Object[] values) {
    log(WARNING, type, method, text, values, null);
  }

  @Override
  public void warning(String type, String method, String text, Object[] values, Throwable thrown) {
    log(WARNING, type, method, text, values, thrown);
  }

  @Override
  public void info(String type, String method, String text) {
    log(INFO, type, method, text, null, null);
  }

  @Override
  public void info(String type, String method, String text, Object[] values) {
    log(INFO, type, method, text, values, null);
  }

  @Override
  public void info(String type, String method, String text, Object[] values, Throwable thrown) {
    log(INFO, type, method, text, values, thrown);
  }

  @Override
  public void config(String type, String method, String text) {
    log(CONFIG, type, method, text, null, null);
  }

  @Override
  public void config(String type, String method, String text, Object[] values) {
    log(CONFIG, type, method, text, values, null);
  }

  @Override
  public void config(String type, String method, String text, Object[] values, Throwable thrown) {
    log(CONFIG, type, method, text, values, thrown);
  }

  @Override
  public void fine(String type, String method, String text) {
    log(FINE, type, method, text, null, null);
  }

  @Override
  public void fine(String type, String method, String text, Object[] values) {
    log(FINE, type, method, text, values, null);
  }

  @Override
  public void fine(String type, String method, String text, Object[] values, Throwable thrown) {
    log(FINE, type, method, text, values, thrown);
  }

  @Override
  public void finer(String type, String method, String text) {
    log(FINER, type, method, text, null, null);
  }

  @Override
  public void finer(String type, String method, String text, Object[] values) {
    log(FINER, type, method, text, values, null);
  }

  @Override
  public void finer(String type, String method, String text, Object[] values, Throwable thrown) {
    log(FINER, type, method, text, values, thrown);
  }

  @Override
  public void finest(String type, String method, String text) {
    log(FINEST, type, method, text, null, null);
  }

  @Override
  public void finest(String type, String method, String text, Object[] values) {
    log(FINEST, type, method, text, values, null);
  }

  @Override
  public void finest(String type, String method, String text, Object[] values, Throwable thrown) {
    log(FINEST, type, method, text, values, thrown);
  }
}
