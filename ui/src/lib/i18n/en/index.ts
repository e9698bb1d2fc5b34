import { after, leads, network } from './after';
import { capture } from './capture';
import { common } from './common';
import { bin, explorations, profile, questions } from './explorations';
import { interviews } from './interviews';
import { people } from './people';
import { schedule } from './schedule';
import { search } from './search';
import { shell } from './shell';
import { today } from './today';
import { jots } from './jots';

/** English: the source of every other language. One file a part of the app. */
export const en = { common, shell, today, people, search, jots, interviews, schedule, after, leads, network, capture, explorations, profile, questions, bin };
