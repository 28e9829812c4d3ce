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
 * The names of a connection and its parts. No name ends with the name of another connection,
 * because Kura's buttons compare the ends of names. The last segment of a name is that of the
 * factory PID, because Kura uses it as the title of a tab.
 */
public final class StackNames {

  /** The name of the factory component, value of {@code kura.cloud.connection.factory.pid}. */
  public static final String FACTORY = "org.kuralink.kura.ConnectionFactory";

  /**
   * The factory PID of the endpoint, which the operator selects for a new connection. Publishers
   * and subscribers have it as their {@code cloud.connection.factory.pid}.
   */
  public static final String ENDPOINT = "org.kuralink.kura.AlibabaCloudIotPlatform";

  /** The name that Kura suggests for a first connection. */
  public static final String DEFAULT_PID = "org.kuralink.AlibabaCloudIot";

  /** The pattern for names of connections, valid in Java and in JavaScript. */
  public static final String PID_PATTERN = "^org\\.kuralink\\.AlibabaCloudIot(-[A-Za-z0-9_]+)*$";

  /** The factory PID of a session. */
  public static final String SESSION = "org.kuralink.connection";

  private static final Pattern PID = Pattern.compile(PID_PATTERN);

  private StackNames() {}

  /** Tells whether a name is valid for a connection. */
  public static boolean isConnection(String pid) {
    return PID.matcher(pid).matches();
  }

  /** Tells whether a name is that of a connection or of a part of one. */
  static boolean isOurs(String pid) {
    return pid.startsWith(DEFAULT_PID);
  }

  /** Returns the name of the part of a connection with a factory PID. */
  public static String part(String connection, String factoryPid) {
    return connection + "." + factoryPid.substring(factoryPid.lastIndexOf('.') + 1);
  }

  /** Returns the name of the session of a connection. */
  public static String session(String connection) {
    return part(connection, SESSION);
  }

  /** Tells whether a configuration is a part of a connection, installed or not. */
  static boolean isPart(String connection, Configurations.Entry entry) {
    return entry.factoryPid().startsWith("org.kuralink.")
        && part(connection, entry.factoryPid()).equals(entry.pid());
  }
}
