/** What a log-in sends to the platform, how it is signed, and where the platform is. */
package org.kuralink.login;
