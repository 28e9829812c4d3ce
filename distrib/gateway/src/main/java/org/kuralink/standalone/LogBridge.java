/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.standalone;

import org.jspecify.annotations.Nullable;
import org.osgi.framework.Bundle;
import org.osgi.service.log.LogEntry;
import org.osgi.service.log.LogLevel;
import org.osgi.service.log.LogListener;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Forwards entries of the OSGi log service to SLF4J. {@link GatewayFramework} logs the events of
 * the framework itself in a shorter form.
 */
final class LogBridge implements LogListener {

  private static final String FRAMEWORK_EVENT = "FrameworkEvent ";

  @Override
  public void logged(LogEntry entry) {
    if (entry.getMessage().startsWith(FRAMEWORK_EVENT)) {
      return;
    }
    String name = entry.getBundle() == null ? "osgi" : entry.getBundle().getSymbolicName();
    Logger log = LoggerFactory.getLogger(name);
    LogLevel level = entry.getLogLevel();
    if (level == LogLevel.ERROR || level == LogLevel.AUDIT) {
      log.error(entry.getMessage(), entry.getException());
    } else if (level == LogLevel.WARN && isAtWork(entry.getBundle())) {
      log.warn(entry.getMessage(), entry.getException());
    } else {
      log.debug(entry.getMessage(), entry.getException());
    }
  }

  /** Tells whether warnings of a bundle count: while it is stopped, the stop causes them. */
  private static boolean isAtWork(@Nullable Bundle bundle) {
    return bundle == null || (bundle.getState() & (Bundle.STARTING | Bundle.ACTIVE)) != 0;
  }
}
