/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.kura.stack;

import java.util.regex.Pattern;

/**
 * How a connection and its parts are called. A name ends in none that another connection has,
 * because Kura's buttons compare the ends of names; and the last part of a name, which Kura makes
 * the title of a tab, is that of the factory PID.
 */
public final class StackNames {

  /** The factory component's own name: value of {@code kura.cloud.connection.factory.pid}. */
  public static final String FACTORY = "org.kuralink.kura.ConnectionFactory";

  /**
   * The factory PID of the endpoint, which a person chooses for a new connection; publishers and
   * subscribers name it as their {@code cloud.connection.factory.pid}.
   */
  public static final String ENDPOINT = "org.kuralink.kura.AlibabaCloudIotPlatform";

  /** The name that is offered for a first connection. */
  public static final String DEFAULT_PID = "org.kuralink.AlibabaCloudIot";

  /** What the name of a connection looks like; for Java and for JavaScript. */
  public static final String PID_PATTERN = "^org\\.kuralink\\.AlibabaCloudIot(-[A-Za-z0-9_]+)*$";

  /** The factory PID of a session. */
  public static final String SESSION = "org.kuralink.connection";

  private static final Pattern PID = Pattern.compile(PID_PATTERN);

  private StackNames() {}

  /** Whether a connection may be called so. */
  public static boolean isConnection(String pid) {
    return PID.matcher(pid).matches();
  }

  /** Whether a configuration is named as a connection or as a part of one. */
  static boolean isOurs(String pid) {
    return pid.startsWith(DEFAULT_PID);
  }

  /** The part of a connection that a factory component makes. */
  public static String part(String connection, String factoryPid) {
    return connection + "." + factoryPid.substring(factoryPid.lastIndexOf('.') + 1);
  }

  /** The session of a connection. */
  public static String session(String connection) {
    return part(connection, SESSION);
  }

  /** Whether a configuration is a part of a connection, installed or not. */
  static boolean isPart(String connection, Configurations.Entry entry) {
    return entry.factoryPid().startsWith("org.kuralink.")
        && part(connection, entry.factoryPid()).equals(entry.pid());
  }
}
