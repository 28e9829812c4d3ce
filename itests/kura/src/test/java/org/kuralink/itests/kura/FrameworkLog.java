/*
 * Copyright (c) 2026 Kuralink contributors
 *
 * This program and the accompanying materials are made available under the terms of the
 * Eclipse Public License 2.0, available at https://www.eclipse.org/legal/epl-2.0/
 *
 * SPDX-License-Identifier: EPL-2.0
 */
package org.kuralink.itests.kura;

import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.BundleContext;

/**
 * What Declarative Services and others say in the log of the framework, from now on. The types of
 * that log are the framework's own; nothing is compiled against them.
 */
final class FrameworkLog {

  private static final String PACKAGE = "org.osgi.service.log.";

  private final List<String> texts = new CopyOnWriteArrayList<>();

  FrameworkLog(BundleContext context) throws ReflectiveOperationException {
    Object reader = context.getService(context.getServiceReference(PACKAGE + "LogReaderService"));
    ClassLoader types = reader.getClass().getClassLoader();
    Class<?> listener = Class.forName(PACKAGE + "LogListener", true, types);
    Method message = Class.forName(PACKAGE + "LogEntry", true, types).getMethod("getMessage");
    Object own =
        Proxy.newProxyInstance(
            types,
            new Class<?>[] {listener},
            (proxy, method, args) ->
                switch (method.getName()) {
                  case "logged" -> texts.add(String.valueOf(message.invoke(args[0]))) ? null : null;
                  case "equals" -> proxy == args[0];
                  case "hashCode" -> System.identityHashCode(proxy);
                  default -> "the log that a test reads";
                });
    Class.forName(PACKAGE + "LogReaderService", true, types)
        .getMethod("addLogListener", listener)
        .invoke(reader, own);
  }

  /** The entries with these words. */
  List<String> with(String words) {
    return texts.stream().filter(text -> text.contains(words)).toList();
  }
}
